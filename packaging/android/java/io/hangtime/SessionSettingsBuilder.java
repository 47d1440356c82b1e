package io.hangtime;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Builds {@link SessionSettings} step by step, as calling SDKs do.
 *
 * <p>Nothing is checked here but null: a bad value is kept, and joining the session reports it.
 */
public final class SessionSettingsBuilder {
    private final SessionSettings settings = new SessionSettings();

    /**
     * Sets how long the user may be alone before the session ends, in seconds; 300 when not set, 0
     * disables.
     */
    public SessionSettingsBuilder setIdleTimeoutPeriod(int seconds) {
        return setIdleTimeoutMillis(seconds * 1000L);
    }

    /** Sets the same in milliseconds. */
    public SessionSettingsBuilder setIdleTimeoutMillis(long millis) {
        settings.idleTimeout = millis;
        return this;
    }

    /**
     * Sets how long the user may wait for the first other, in seconds; follows the idle timeout
     * when not set, 0 disables.
     */
    public SessionSettingsBuilder setWaitingTimeoutPeriod(int seconds) {
        return setWaitingTimeoutMillis(seconds * 1000L);
    }

    /** Sets the same in milliseconds. */
    public SessionSettingsBuilder setWaitingTimeoutMillis(long millis) {
        settings.waitingTimeout = millis;
        return this;
    }

    /**
     * Sets for how long, in seconds, "are you still there?" is shown before the end; 0, none, when
     * not set.
     */
    public SessionSettingsBuilder setPromptPeriod(int seconds) {
        return setPromptMillis(seconds * 1000L);
    }

    /** Sets the same in milliseconds. */
    public SessionSettingsBuilder setPromptMillis(long millis) {
        settings.prompt = millis;
        return this;
    }

    /** Sets how long nothing fires after a link came back or a sleep. */
    public SessionSettingsBuilder setResyncGraceMillis(long millis) {
        settings.resyncGrace = millis;
        return this;
    }

    /** Sets how long a user who left lingers as present. */
    public SessionSettingsBuilder setLeaveGraceMillis(long millis) {
        settings.leaveGrace = millis;
        return this;
    }

    /** Sets the least time left when a running period is shortened. */
    public SessionSettingsBuilder setMinNoticeMillis(long millis) {
        settings.minNotice = millis;
        return this;
    }

    /** Sets how long the session lasts whoever is there; 0 is no limit. */
    public SessionSettingsBuilder setMaxDurationMillis(long millis) {
        settings.maxDuration = millis;
        return this;
    }

    /** Sets how long before that end a warning comes; 0 is none. */
    public SessionSettingsBuilder setMaxDurationWarningMillis(long millis) {
        settings.maxDurationWarning = millis;
        return this;
    }

    /** Sets how often the user may extend; 0 is no limit. */
    public SessionSettingsBuilder setMaxExtensions(long number) {
        settings.maxExtensions = number;
        return this;
    }

    /** Sets who is company. */
    public SessionSettingsBuilder setCountedKinds(Set<ParticipantKind> kinds) {
        EnumSet<ParticipantKind> counted = EnumSet.noneOf(ParticipantKind.class);
        counted.addAll(kinds);
        settings.countedKinds = counted;
        return this;
    }

    /**
     * Sets whether other devices of the local user are company; then leave the app's own out of
     * rosters.
     */
    public SessionSettingsBuilder setCountOwnDevices(boolean count) {
        settings.countOwnDevices = count;
        return this;
    }

    /** Sets what a lost link does to the countdown. */
    public SessionSettingsBuilder setLinkLost(LinkLost linkLost) {
        settings.linkLost = Objects.requireNonNull(linkLost, "linkLost");
        return this;
    }

    /** Sets what kind of call it is; video when not set. */
    public SessionSettingsBuilder setType(SessionType type) {
        settings.type = Objects.requireNonNull(type, "type");
        return this;
    }

    /** Sets how many connections the roster may have. */
    public SessionSettingsBuilder setMaxParticipants(long number) {
        settings.maxParticipants = number;
        return this;
    }

    /** Sets how many holds may be active. */
    public SessionSettingsBuilder setMaxHolds(long number) {
        settings.maxHolds = number;
        return this;
    }

    /** Sets how many lines the log keeps; 0 keeps none. */
    public SessionSettingsBuilder setMaxLogLines(long number) {
        settings.maxLogLines = number;
        return this;
    }

    /** Makes the settings. */
    public SessionSettings build() {
        return new SessionSettings(settings);
    }
}
