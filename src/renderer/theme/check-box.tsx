import { Checkbox } from "@base-ui/react/checkbox";

interface CheckBoxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A box to check, as it looks everywhere; the label is around it. */
export function CheckBox({ checked, onChange }: CheckBoxProps) {
  return (
    <Checkbox.Root className="checkbox" checked={checked} onCheckedChange={onChange}>
      <Checkbox.Indicator className="checkbox-mark">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 8.5l3.2 3L13 4.5" />
        </svg>
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
}
