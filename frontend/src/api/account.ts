/** What one does with one's own account. */
import { api, take } from './client'
import { changed } from './door'

/** Throws a `Problem`: 401 for a wrong name or password, 429 where it is locked. */
export async function signIn(name: string, password: string): Promise<void> {
  changed(await take(api.POST('/api/v1/session', { body: { name, password } })))
}

export async function signOut(): Promise<void> {
  await take(api.DELETE('/api/v1/session'))
  changed(null)
}

/** All sessions of the account end but this one, which goes on under a new token. */
export async function changePassword(old: string, password: string): Promise<void> {
  changed(await take(api.POST('/api/v1/session/password', { body: { old, new: password } })))
}
