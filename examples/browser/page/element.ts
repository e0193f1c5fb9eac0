/** The element of the page with that id. @throws TypeError if there is none, or it is of another kind. */
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`index.html has no ${kind.name} with the id '${id}'`);
  return found;
}

/** Shows a text in an element that is hidden without one. Its first line is what matters; the rest can be opened. */
export function showText(into: HTMLElement, text: string): void {
  const [first, ...more] = text.trim().split('\n');
  into.textContent = first;
  into.hidden = first === '';
  if (more.length === 0) return;
  const details = make('details');
  details.append(make('summary', '', 'All of the message'), make('pre', '', more.join('\n').trim()));
  into.append(details);
}

/** A new element with a class and a text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** 0.5 as '50 %'; what would round to '0 %' but is more, as '< 1 %'. */
export function percent(share: number, digits = 0): string {
  return digits === 0 && share > 0 && share < 0.005 ? '< 1 %' : `${(100 * share).toFixed(digits)} %`;
}
