import { Link } from '@tanstack/react-router'
import type { Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { anchorOf, idOf, linkOf } from './guide.ts'

/** What was read of a page, as elements: nothing of it is ever taken as HTML. `page` is where its own links begin. */
export function Markdown({ tokens, page }: { tokens: readonly Token[]; page: string }) {
  return tokens.map((token, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its parts
    <Part key={i} token={token} page={page} />
  ))
}

function Part({ token, page }: { token: Token; page: string }): ReactNode {
  const within = <Markdown tokens={('tokens' in token && token.tokens) || []} page={page} />
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading':
      return token.depth === 2 ? <h2 id={idOf(token as Tokens.Heading)}>{within}</h2> : <h3>{within}</h3>
    case 'paragraph':
      return <p>{within}</p>
    case 'blockquote':
      return <blockquote>{within}</blockquote>
    case 'list':
      return <List list={token as Tokens.List} page={page} />
    case 'table':
      return <Table table={token as Tokens.Table} page={page} />
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      )
    case 'codespan':
      return <code>{token.text}</code>
    case 'strong':
      return <strong>{within}</strong>
    case 'em':
      return <em>{within}</em>
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'link':
      return (
        <Leading href={token.href} page={page}>
          {within}
        </Leading>
      )
    case 'html':
      return <Anchor token={token} />
    default:
      return 'tokens' in token && token.tokens ? within : joined('text' in token ? String(token.text) : token.raw)
  }
}

/** A link inside the guide opens there, one to the web in a tab of its own; another file of the project is only named. */
function Leading({ href, page, children }: { href: string; page: string; children: ReactNode }) {
  const inside = linkOf(href, page)
  if (inside)
    return (
      <Link to="/help/$page" params={{ page: inside.page }} hash={inside.section}>
        {children}
      </Link>
    )
  if (/^https?:\/\//.test(href))
    return (
      <a href={href} target="_blank" rel="noreferrer">
        {children}
      </a>
    )
  return children
}

/** The name of a place; any other markup is shown as what it is. */
function Anchor({ token }: { token: Token }) {
  if (token.raw === '</a>') return null
  const id = anchorOf(token)
  return id ? <span id={id} /> : token.raw
}

function List({ list, page }: { list: Tokens.List; page: string }) {
  const items = list.items.map((item) => (
    <li key={item.raw}>
      <Markdown tokens={item.tokens} page={page} />
    </li>
  ))
  return list.ordered ? <ol start={Number(list.start)}>{items}</ol> : <ul>{items}</ul>
}

function Table({ table, page }: { table: Tokens.Table; page: string }) {
  const [header, rows] = [table.header, table.rows]
  return (
    <table>
      {header.some(({ text }) => text !== '') && (
        <thead>
          <tr>
            {header.map((cell, i) => {
              const Cell = cell.text === '' ? 'td' : 'th'
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its parts
                <Cell key={i}>
                  <Markdown tokens={cell.tokens} page={page} />
                </Cell>
              )
            })}
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map((row) => (
          <tr key={row.map(({ text }) => text).join('|')}>
            {row.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its parts
              <td key={i}>
                <Markdown tokens={cell.tokens} page={page} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Lines of Chinese go on without a space between them. */
function joined(text: string): string {
  return text.replaceAll(/(?<=\p{Script=Han})\n(?=\p{Script=Han})|(?<=[，。、；：」）])\n|\n(?=[「（])/gu, '')
}
