package io.rafthold.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** What the JDK's futures lack: chains whose own future nobody needs. */
final class Futures {
  private Futures() {}

  /** Completes a future as another one is. */
  static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    final CompletableFuture<T> unused =
        from.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                to.complete(value);
              } else {
                to.completeExceptionally(failure);
              }
            });
  }

  /** Runs an action with the value, if there ever is one. */
  static <T> void onSuccess(CompletableFuture<T> from, Consumer<T> action) {
    final CompletableFuture<Void> unused = from.thenAccept(action);
  }

  /** Returns what a future failed with that is done; null where it has a value. */
  static RaftholdException failure(CompletableFuture<?> done) {
    try {
      done.join();
      return null;
    } catch (final CompletionException e) {
      if (e.getCause() instanceof RaftholdException failure) {
        return failure;
      }
      throw e;
    }
  }

  /** Returns the first failure of some that are done; null where all have a value. */
  static RaftholdException firstFailure(List<? extends CompletableFuture<?>> done) {
    for (final CompletableFuture<?> each : done) {
      final RaftholdException failure = failure(each);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }
}
