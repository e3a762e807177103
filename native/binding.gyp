{
  "targets": [
    {
      "target_name": "jadegate",
      "sources": [
        "binding.cc",
        "datagram.cc",
        "descriptors.cc",
        "engine.cc",
        "engine_move.cc",
        "engine_send.cc",
        "hmac.cc",
        "loop.cc",
        "poller.cc",
        "poller_epoll.cc",
        "poller_poll.cc",
        "poller_select.cc",
        "poller_uring.cc"
      ],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["-Wall", "-Wextra", "-Werror", "-O2"],
      "cflags_cc": ["-std=c++17", "-fno-exceptions", "-fno-rtti", "-fvisibility=hidden"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"]
    }
  ]
}
