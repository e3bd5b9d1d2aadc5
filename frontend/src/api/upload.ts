/** Sending a file with progress, which `fetch` does not tell. */
import { met, passing } from './door'
import { missed } from './presence'
import { Problem } from './problem'

export interface Sending<T> {
  done: Promise<T>
  cancel: () => void
}
/** Somebody has called it off. */
export class Cancelled extends Error {}

/** Post `file` to a path of the service, which answers with `status`; `progress` is told how many
 * bytes have gone. */
export function upload<T>(path: string, file: File, status: number, progress: (sent: number) => void, headers: Record<string, string> = {}): Sending<T> {
  const request = new XMLHttpRequest()
  const done = new Promise<T>((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.loaded)
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status === status) resolve(body as T)
      else void met(request.status).then(() => reject(Problem.of(body, request.status, request.getResponseHeader('Retry-After'))))
    }
    request.onabort = () => reject(new Cancelled())
    request.onerror = request.ontimeout = () => {
      void missed()
      reject(Problem.away())
    }
  })
  request.open('POST', path)
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  for (const [name, value] of Object.entries({ ...headers, ...passing('POST') })) request.setRequestHeader(name, value)
  request.send(file)
  return { done, cancel: () => request.abort() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
