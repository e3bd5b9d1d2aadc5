/** The lines in view as a table that spreadsheets open: UTF-8 with its mark, CSV. */
import { moment } from '@/parts/moment'
import { t, word } from '@/words'
import { actName, actorName, details, subjectName, type Act } from './auditWords'

export function csv(lines: readonly Act[]): Blob {
  const heads = ['number', 'at', 'actor', 'role', 'act', 'subject', 'details', 'hash'].map((name) => t(`page.audit.${name}`))
  const rows = lines.map((line) => [
    String(line.number),
    moment(line.at, true),
    actorName(line.actor),
    line.role ? word(line.role, 'account_role') : '',
    actName(line.act),
    `${subjectName(line)} ${line.subject}`,
    details(line).map(([name, value]) => `${name}: ${value}`).join('; '),
    line.hash,
  ])
  return new Blob(['\ufeff', [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n'), '\r\n'], { type: 'text/csv' })
}

/** A text that a spreadsheet would take for a formula is told apart by a quote. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain
}
