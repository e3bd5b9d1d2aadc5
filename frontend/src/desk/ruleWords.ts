/** Rules in words: their places in the law, and what they look at. */
import type { components } from '@/generated/api'
import { joined, t, word } from '@/words'

export type RuleRow = components['schemas']['RuleRow']
export type Explanation = components['schemas']['Explanation']
export type ProfileView = components['schemas']['ProfileView']
export type SideBySide = components['schemas']['SideBySide']

export const GROUPS = ['geometry', 'survey', 'facts'] as const
export const SEVERITIES = ['error', 'warning', 'info'] as const

/** Document and article, the document said once. */
export function clause(rule: { document: string; article: string }): string {
  return rule.article.startsWith(rule.document) ? rule.article : `${rule.document} ${rule.article}`.trim()
}

export const stages = (rule: { stage: readonly string[] }): string => joined(rule.stage.map((one) => word(one)))

/** A slot by name: 地类图斑（实施前）. */
export function slot(name: string): string {
  const [kind = '', role = ''] = name.split('@')
  return role ? t('page.desk.edition', { kind: word(kind), edition: word(role, 'slot') }) : word(kind)
}

/** Whether a row holds all the words of a search. */
export function holds(rule: RuleRow, text: string): boolean {
  const where = `${rule.code} ${rule.title} ${rule.what} ${rule.document} ${rule.article} ${rule.slots.map(slot).join(' ')}`.toLowerCase()
  return text.toLowerCase().split(/\s+/).every((part) => where.includes(part))
}
