/** At the door of the service: who is signed in, what a request shows there, and what follows when
 * it is sent away. */
import { shallowRef } from 'vue'
import type { components } from '@/generated/api'

export type Session = components['schemas']['SessionView']
export type Right = Session['rights'][number]

const PATH = '/api/v1/session'
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Who is signed in; null: nobody; undefined: not known yet. Without accounts the local user. */
export const session = shallowRef<Session | null | undefined>(undefined)

/** Whether one may do something; what one may not do is not offered. */
export const may = (right: Right): boolean => session.value?.rights.includes(right) ?? false

/** Return what a request of this method shows: other sites cannot know it. */
export function passing(method: string): Record<string, string> {
  const token = session.value?.csrf
  return token && !SAFE.includes(method.toUpperCase()) ? { 'X-Gouhook-CSRF': token } : {}
}

/** What the status of an answer says of the door: sent away, one asks who one is now. Another tab may
 * have signed out, or in as somebody else, and an administrator have changed what one may. */
export async function met(status: number): Promise<void> {
  if (session.value !== null && (status === 401 || status === 403)) await look().catch(() => undefined)
}

let looking: Promise<void> | null = null

/** Ask who is signed in. Throws where the service is away. */
export function look(): Promise<void> {
  return (looking ??= ask().finally(() => (looking = null)))
}

async function ask(): Promise<void> {
  const answer = await fetch(PATH)
  const said: unknown = await answer.json() // read in any case: unread it would stay under way
  if (answer.ok) session.value = said as Session
  else if (answer.status === 401) session.value = null
  else if (session.value === undefined) throw new Error(String(answer.status))
}

// What one tab does, the others see at once.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('gouhook.session') : null
tabs?.addEventListener('message', () => void look().catch(() => undefined))
// A page that the browser had put aside may be of somebody who has left.
window.addEventListener('pageshow', (event) => event.persisted && void look().catch(() => undefined))

/** Somebody signed in, out, or is known by another token now. */
export function changed(to: Session | null): void {
  session.value = to
  tabs?.postMessage(null)
}
