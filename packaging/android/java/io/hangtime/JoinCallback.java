package io.hangtime;

/** How a join went; see {@link HangtimeCalls#joinSession}. */
public interface JoinCallback {
    /** The session was joined. Comes before anything that its listeners are told. */
    void onSuccess(CallSession session);

    /** The session was not joined. */
    void onError(HangtimeException exception);
}
