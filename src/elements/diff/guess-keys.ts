const KEY_NAME = /^(id|key|code|uuid|no\.?|nr\.?|number)$|[_ -](id|key|uuid)$/i;

/** The column that most likely tells rows apart: the first that is named like one, else the first. */
export function guessKeys(columns: readonly { readonly name: string }[]): string[] {
  const guessed = columns.find(({ name }) => KEY_NAME.test(name)) ?? columns[0];
  return guessed ? [guessed.name] : [];
}
