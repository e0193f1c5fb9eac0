// Two ways in which a page can break.

export function throws(): never {
  console.warn('about to throw');
  throw new Error('thrown on purpose');
}

export function throwsLater(): Promise<never> {
  setTimeout(() => {
    throw new Error('thrown later');
  });
  return new Promise(() => undefined);
}
