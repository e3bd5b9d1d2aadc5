/** Accounts in words: their counties, and whether they can be used just now. */
import type { components } from '@/generated/api'
import { joined, t } from '@/words'

export type Account = components['schemas']['Account']
export type Key = components['schemas']['ApiKey']
export type Role = Account['role']
export const ROLES: readonly Role[] = ['surveyor', 'desk', 'auditor', 'admin']
/** Roles that can be for some counties alone; the others are for all. */
export const SCOPED: readonly Role[] = ['surveyor', 'desk']

/** Null: all of them; none at all is none. */
export function countiesText(counties: readonly string[] | null | undefined): string {
  if (counties === null || counties === undefined) return t('page.accounts.all_counties')
  return counties.length ? joined(counties) : t('page.accounts.no_county')
}

/** The counties that an account is for: without any named a surveyor has none, others have all. */
export const countiesOf = (account: Account): string => countiesText(account.counties.length || account.role === 'surveyor' ? account.counties : null)

export type State = 'disabled' | 'locked' | 'must_change' | 'active'
export const STATES: readonly State[] = ['active', 'must_change', 'locked', 'disabled']

export function stateOf(account: Account, now: number): State {
  if (account.disabled) return 'disabled'
  if (account.locked_until && Date.parse(account.locked_until) > now) return 'locked'
  return account.must_change ? 'must_change' : 'active'
}

type KeyState = 'revoked' | 'expired' | 'active'

export function keyState(key: Key, now: number): KeyState {
  if (key.revoked) return 'revoked'
  return key.expires && Date.parse(key.expires) <= now ? 'expired' : 'active'
}

/** Whether all the words of a search stand in an account. */
export function holds(account: Account, text: string): boolean {
  const where = `${account.name} ${account.title} ${account.counties.join(' ')}`.toLowerCase()
  return text.toLowerCase().split(/\s+/).every((part) => where.includes(part))
}
