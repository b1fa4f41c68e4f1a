# Builds the server with the Swift standard library linked in, and runs it as an unprivileged user in an image without Swift.
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends zlib1g-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY Resources Resources
# Package.swift declares the test targets, so their folders must exist.
COPY Tests Tests
RUN swift build -c release --product bilateral && strip .build/release/bilateral

FROM debian:12.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 zlib1g && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/.build/release/bilateral /usr/local/bin/bilateral
USER 65534:65534
ENV BILATERAL_HOST=0.0.0.0 BILATERAL_PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM
# `health` reads the same variables, so that it follows a changed port.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/usr/local/bin/bilateral", "health", "--timeout", "2"]
ENTRYPOINT ["/usr/local/bin/bilateral"]
