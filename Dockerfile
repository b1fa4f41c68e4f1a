# Builds the server with the standard library inside, and runs it as nobody in an image that holds nothing else of Swift.
FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY Resources Resources
COPY Tests Tests
RUN swift build -c release --product bilateral && strip .build/release/bilateral

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 zlib1g && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/.build/release/bilateral /usr/local/bin/bilateral
USER 65534:65534
ENV BILATERAL_HOST=0.0.0.0
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/bilateral"]
