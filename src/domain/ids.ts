/** A text that names one kind of thing, so that a sample's id cannot be passed where a patient's is wanted. */
export type Id<K extends string> = string & { readonly of: K };
/** 64 hex digits of a SHA-256. */
export type Hash = Id<'sha256'>;

export const id = <K extends string>(text: string) => text as Id<K>;
