// Pollers by name.
#include "poller.h"

#include <cstring>

namespace jadegate {

std::unique_ptr<Poller> make_poller(const char* name) {
  if (std::strcmp(name, "epoll") == 0) return make_epoll_poller(true);
  if (std::strcmp(name, "epoll-level") == 0) return make_epoll_poller(false);
  if (std::strcmp(name, "poll") == 0) return make_poll_poller();
  if (std::strcmp(name, "select") == 0) return make_select_poller();
  if (std::strcmp(name, "io_uring") == 0) return make_uring_poller();
  return nullptr;
}

}  // namespace jadegate
