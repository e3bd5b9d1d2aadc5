/** What the browser keeps for the next time; nothing where its storage is switched off. */
type Where = 'localStorage' | 'sessionStorage'

export function kept(name: string, where: Where = 'localStorage'): string | null {
  try {
    return window[where].getItem(name)
  } catch {
    return null
  }
}

export function keep(name: string, text: string, where: Where = 'localStorage'): void {
  try {
    window[where].setItem(name, text)
  } catch {
    // not kept, then
  }
}

/** Forget all that the page has kept there. */
export function forget(where: Where): void {
  try {
    for (const name of Object.keys(window[where])) if (name.startsWith('gouhook.')) window[where].removeItem(name)
  } catch {
    // nothing was kept, then
  }
}
