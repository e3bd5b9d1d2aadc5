/** Lines of the audit in words: what was done, to what, and where that can be looked at. */
import type { RouteLocationRaw } from 'vue-router'
import type { components } from '@/generated/api'
import { edition } from '@/desk/runWords'
import { t, word } from '@/words'

export type Act = components['schemas']['Act']
export type Verified = components['schemas']['VerifiedView']

/** What is written down, by what it is about; as `Deed` of the service has them. */
export const ACTS = {
  submission: ['submission_received', 'submission_checked', 'submission_read', 'submission_deleted'],
  run: ['run_again', 'run_cancelled', 'waived', 'report_read', 'comparison_read', 'trial_begun', 'report_downloaded', 'parcels_downloaded', 'results_deleted', 'filing', 'filed'],
  batch: ['batch_begun', 'batch_cancelled', 'batch_deleted', 'batch_read', 'batch_downloaded'],
  layer: ['layer_registering', 'layer_registered', 'layer_retiring', 'layer_retired'],
  account: ['signed_in', 'sign_in_refused', 'signed_out', 'password_changed', 'password_reset', 'account_made', 'account_changed', 'account_unlocked', 'key_made', 'key_revoked'],
  other: ['mapping_forgotten', 'backed_up', 'restored'],
} as const
type About = keyof typeof ACTS
const ABOUT = new Map(Object.entries(ACTS).flatMap(([about, acts]) => acts.map((act) => [act as string, about as About])))

/** The name of an act; one that a newer service knows shows as itself. */
export function actName(act: string): string {
  return ABOUT.has(act) ? t(`page.audit.act.${act}`) : act
}

const SHORT = 12 // signs of an id that tell it from others at a glance

/** What it was about: submissions and runs by the beginning of their number. */
export function subjectName(line: Act): string {
  const about = ABOUT.get(line.act)
  if (about === 'layer') return edition(line.subject)
  if (about === 'account') return t('page.audit.account', { name: line.subject })
  const id = line.subject.slice(0, SHORT)
  return about === 'submission' || about === 'run' || about === 'batch' ? t(`page.audit.${about}`, { id }) : line.subject
}

/** Where it can be looked at, where it can. */
export function subjectPlace(line: Act): RouteLocationRaw | null {
  const about = ABOUT.get(line.act)
  if (about === 'submission') return { name: 'submissions', query: { submission: line.subject } }
  if (about === 'run') return { name: 'result', params: { run: line.subject } }
  if (about === 'batch') return { name: 'batch', params: { batch: line.subject } }
  return about === 'layer' ? { name: 'layers', query: { layer: line.subject } } : null
}

/** Who did it: without accounts it was whoever sat at the machine; some of it nobody asked for. As
 * the service reserves the names. */
const NOBODY: readonly string[] = ['local', 'worker', 'retention', 'console', 'operator', 'service', 'unknown']
export const actorName = (name: string): string => (NOBODY.includes(name) ? t(`page.audit.actor.${name}`) : name)

/** What else was written down, by names where there are any. */
export function details(line: Act): [string, string][] {
  return Object.entries(line.data)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => {
      const id = `page.audit.data.${name}`
      return [t(id) === id ? name : t(id), shown(name, value)]
    })
}

function shown(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => shown(name, one)).join(' ')
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  const text = String(value)
  return name === 'role' ? word(text, 'account_role') : text
}
