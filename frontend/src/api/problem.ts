/** A refusal of the service (RFC 9457), as the page tells it. */
import { language, t } from '@/words'

interface Body {
  title?: string
  detail?: string
  detail_en?: string
  incident?: string
}

export class Problem extends Error {
  private constructor(
    readonly status: number,
    private readonly body: Body,
    /** When it may be tried again, where the service says so. */
    readonly after: Date | null = null,
  ) {
    super(body.detail ?? body.title ?? String(status))
  }

  /** `wait`: the header Retry-After, in seconds. */
  static of(body: unknown, status: number, wait: string | null = null): Problem {
    const seconds = Number.parseInt(wait ?? '', 10)
    const after = seconds >= 0 ? new Date(Date.now() + seconds * 1000) : null
    return new Problem(status, typeof body === 'object' && body !== null ? (body as Body) : {}, after)
  }

  /** The service did not answer at all. */
  static away(): Problem {
    return new Problem(0, {})
  }

  get text(): string {
    if (this.status === 0) return t('page.state.away')
    const said = language.value === 'en' ? (this.body.detail_en ?? this.body.detail) : this.body.detail
    return said ?? this.body.title ?? t('page.state.failed')
  }

  get incident(): string {
    return this.body.incident ?? ''
  }
}

/** What to tell of something that went wrong: the service's words where it said any. */
export function problemText(error: unknown): string {
  return error instanceof Problem ? error.text : t('page.state.failed')
}
