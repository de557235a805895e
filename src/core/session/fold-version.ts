/**
 * The version of the fold: it grows whenever the same frames give another state or other keyframe bytes.
 * Digests of different versions cannot be compared.
 */
export const FOLD_VERSION = 3;
