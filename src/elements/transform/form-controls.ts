import { quoteIdentifier } from "../../engine/database/sql.ts";
import type { TransformForm } from "./transform-form.ts";

export type FormControl = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A control that has the name of a field of the form. */
export function isFormControl(target: unknown): target is FormControl {
  const isControl =
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
  return isControl && target.name !== "";
}

/** The form with what the control says now. */
export function withControl(form: TransformForm, control: FormControl): TransformForm {
  const isCheckbox = control instanceof HTMLInputElement && control.type === "checkbox";
  return { ...form, [control.name]: isCheckbox ? control.checked : control.value };
}

/** Puts a column's name where the cursor is, quoted: it may be a word of SQL. */
export function insertName(field: HTMLTextAreaElement, name: string): void {
  field.setRangeText(quoteIdentifier(name), field.selectionStart, field.selectionEnd, "end");
  field.focus();
}
