import { PROFILE_NAMES, type ProfileName, RESOURCE_KEYS } from "../../core/contract/resources.ts";
import { DeskDialog } from "../dialogs/desk-dialog.tsx";
import type { Page } from "../page.ts";
import { megabytesText, percentText } from "../status/figure.tsx";
import type { DeskStatus, ResourcesTold } from "../stores/shell-store.ts";
import { useStore } from "../stores/store.ts";
import { mebibytesText, originText, PROFILE_PURPOSES, profileText, RESOURCE_NAMES, resourceText } from "./resource-text.ts";

/** How much of the machine the live desk may take, and what it takes now. */
export function ResourcesDialog({ page }: { readonly page: Page }) {
  const told = useStore(page.shell.resources);
  const status = useStore(page.shell.status);
  return (
    <DeskDialog title="Resources" className="resources" onClose={() => page.dialog.set(null)}>
      <div className="dialog-body resources-body">
        {told === null ? (
          <p className="dialog-empty">There is no live desk here: a replay takes one process.</p>
        ) : (
          <>
            {status?.warnings.map(({ id, message }) => (
              <p key={id} className="resource-warning" role="status">
                {message}
              </p>
            ))}
            <Profiles page={page} told={told} />
            <section aria-labelledby="resources-now">
              <h3 id="resources-now">Now</h3>
              <Usage told={told} status={status} />
            </section>
            <section aria-labelledby="resources-numbers">
              <h3 id="resources-numbers">In force, and who set it</h3>
              <Numbers told={told} />
            </section>
          </>
        )}
      </div>
      <footer className="dialog-foot">
        <button type="button" disabled={told === null} onClick={() => page.resources.restore()}>
          Back to balanced
        </button>
        <span>
          <kbd>F8</kbd> does the same from anywhere.
        </span>
        <span className="resources-state" role="status">
          {told?.changing === true ? "Building the new processes from the recording…" : ""}
        </span>
      </footer>
    </DeskDialog>
  );
}

function Profiles({ page, told }: { readonly page: Page; readonly told: ResourcesTold }) {
  const decides = told.fixed.find(({ setting }) => setting === "profile");
  return (
    <fieldset className="profiles" disabled={decides !== undefined}>
      <legend>Profile on this machine of {told.cores === 1 ? "1 core" : `${told.cores} cores`}</legend>
      <div className="profile-list">
        {PROFILE_NAMES.map((name) => (
          <Profile key={name} name={name} told={told} onChoose={() => page.resources.choose(name)} />
        ))}
      </div>
      {decides !== undefined && (
        <p className="muted">
          <code>
            {decides.variable}={decides.value}
          </code>{" "}
          was set where the desk was started, and decides.
        </p>
      )}
    </fieldset>
  );
}

function Profile({ name, told, onChoose }: { readonly name: ProfileName; readonly told: ResourcesTold; readonly onChoose: () => void }) {
  const values = told.profiles.find((profile) => profile.name === name)?.values;
  return (
    <label className="profile" data-chosen={told.profile === name}>
      <input type="radio" name="profile" value={name} checked={told.profile === name} onChange={onChoose} />
      <strong>{name}</strong>
      <span>{PROFILE_PURPOSES[name]}</span>
      {values !== undefined && <span className="muted">{profileText(values)}</span>}
    </label>
  );
}

function Usage({ told, status }: { readonly told: ResourcesTold; readonly status: DeskStatus | null }) {
  if (status === null) return <p className="muted">Not known: the desk has not said yet.</p>;
  const share = status.cpuPercent / told.cores;
  return (
    <table className="resource-table">
      <tbody>
        <Meter name="Processor" value={`${percentText(share)} of the machine`} share={share / 100} />
        <Meter name="Memory" value={megabytesText(status.memoryBytes)} share={null} />
        {status.queues.map(({ name, unit, size, bound, highWater }) => {
          const text = (count: number): string => (unit === "bytes" ? mebibytesText(count) : count.toLocaleString("en-US"));
          const value = bound === 0 ? "not known" : `${text(size)} of ${text(bound)}, at most ${text(highWater)}`;
          return <Meter key={name} name={`Queue: ${name}`} value={value} share={bound === 0 ? null : size / bound} />;
        })}
      </tbody>
    </table>
  );
}

/** One figure, with the share of its bound that is taken. */
function Meter({ name, value, share }: { readonly name: string; readonly value: string; readonly share: number | null }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{value}</td>
      <td className="resource-meter">{share !== null && <meter min={0} max={1} high={0.7} value={Math.min(1, share)} aria-label={name} />}</td>
    </tr>
  );
}

function Numbers({ told }: { readonly told: ResourcesTold }) {
  return (
    <table className="resource-table">
      <tbody>
        {RESOURCE_KEYS.map((key) => (
          <tr key={key}>
            <th scope="row">{RESOURCE_NAMES[key]}</th>
            <td>{resourceText(key, told.values[key])}</td>
            <td className="muted">{originText(told, key)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
