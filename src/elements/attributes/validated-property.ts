import type { ReactiveElement } from "lit";
import { readAttribute } from "./attribute-spec.ts";
import type { AttributeSpec } from "./attribute-spec.ts";

/**
 * A reactive property whose attribute and assigned values both go through `spec`; it always holds a valid value, the
 * default at first. The decorated field has no initializer: `@validated(ATTRIBUTES.compression) compression!: …`.
 */
export function validated<T>(spec: AttributeSpec<T>) {
  const values = new WeakMap<ReactiveElement, T>();
  return (prototype: ReactiveElement, name: string): void => {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: ReactiveElement): T {
        return values.has(this) ? (values.get(this) as T) : spec.defaultValue;
      },
      set(this: ReactiveElement, value: unknown) {
        const former: unknown = Reflect.get(this, name);
        values.set(this, readAttribute(this, spec, value));
        this.requestUpdate(name, former);
      },
    });
    (prototype.constructor as typeof ReactiveElement).createProperty(name, {
      attribute: spec.attribute,
      noAccessor: true,
      reflect: spec.reflect === true,
      converter: { fromAttribute: (text: string | null) => text, toAttribute },
    });
  };
}

function toAttribute(value: unknown): string | null {
  return value === true ? "" : null;
}
