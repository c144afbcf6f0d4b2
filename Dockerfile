# Sampan in one container: the program and its PostgreSQL, as a user without rights; all that must stay lies in /data.
# docs/guide/operations.md says how to run it.
FROM node:24-bookworm-slim AS build
WORKDIR /sampan
COPY package.json package-lock.json .npmrc ./
COPY bin ./bin
RUN node bin/setup.mjs
COPY vite.config.ts tsconfig.json ./
COPY docs ./docs
COPY src ./src
RUN npx vite build && npm prune --omit=dev && find node_modules/@expo-google-fonts -name '*.ttf' ! -path '*400Regular*' ! -path '*700Bold*' -delete

FROM node:24-bookworm-slim
WORKDIR /sampan
COPY --from=build /sampan ./
COPY migrations ./migrations
COPY LICENSE CHANGELOG.md ./
RUN mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=7717 SAMPAN_DATA=/data
VOLUME /data
EXPOSE 7717
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/start.ts"]
