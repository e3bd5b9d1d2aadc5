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
