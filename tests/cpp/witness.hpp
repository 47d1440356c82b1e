/* Something a lambda captures, to see when its captures are destroyed and how often. */

#ifndef WITNESS_HPP
#define WITNESS_HPP

#include <atomic>
#include <future>
#include <memory>

/// Lets pass once it is open; either side may be gone before the other is through.
class gate {
 public:
  void open() {
    const std::shared_ptr<std::promise<void>> opening = opened_;
    opening->set_value();
  }
  void pass() const {
    const std::shared_future<void> passing = future_;
    passing.wait();
  }

 private:
  std::shared_ptr<std::promise<void>> opened_ = std::make_shared<std::promise<void>>();
  std::shared_future<void> future_ = opened_->get_future().share();
};

class witness {
 public:
  /// To be held by lambdas only; the copies of one share it.
  std::shared_ptr<void> capture() {
    return std::shared_ptr<void>(static_cast<void*>(this), [this](void*) {
      if (++destroyed_ == 1) over_.open();
    });
  }

  int destroyed() const { return destroyed_; }

  /// Waits until the captures are destroyed.
  void wait() const { over_.pass(); }

 private:
  std::atomic<int> destroyed_{0};
  gate over_;
};

#endif
