/** What a long preparation is doing: something to draw a bar of, or a sentence to show. */
export type DataProgress =
  | { readonly kind: 'step'; readonly what: string; readonly done: number; readonly total: number | undefined }
  | { readonly kind: 'note'; readonly text: string };

export type OnProgress = (progress: DataProgress) => void;
