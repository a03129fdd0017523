package io.rafthold.client;

import java.util.concurrent.CompletableFuture;
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
}
