export interface FigureProps {
  readonly name: string;
  readonly label: string;
  /** Null: not known. */
  readonly value: string | null;
  readonly title: string;
  readonly tone?: "warn" | "bad";
}

/** One figure of the status bar. */
export function Figure({ name, label, value, title, tone }: FigureProps) {
  return (
    <span className={`status-cell ${name}`} title={title} data-tone={tone ?? ""}>
      <span className="status-label">{label}</span>
      <span className="status-value">{value ?? "—"}</span>
    </span>
  );
}

/** A count with its thousands grouped. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

export function percentText(percent: number): string {
  return `${Math.round(percent)} %`;
}

export function megabytesText(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
