package io.hangtime;

import java.util.EnumSet;
import java.util.Set;

/**
 * What an app may choose for a session; made by {@link SessionSettingsBuilder}. Bad values are
 * kept, and opening or joining the session reports them.
 */
public final class SessionSettings {
    /** The waiting timeout that is the same as the idle timeout. */
    static final long FOLLOW = -1;

    private static final long LARGEST_COUNT = 0xffffffffL;

    long idleTimeout = 300_000;
    Long waitingTimeout;
    long prompt;
    long resyncGrace = 5_000;
    long leaveGrace;
    long minNotice = 10_000;
    long maxDuration;
    long maxDurationWarning;
    long maxExtensions;
    EnumSet<ParticipantKind> countedKinds =
            EnumSet.of(ParticipantKind.HUMAN, ParticipantKind.PHONE, ParticipantKind.VIEWER);
    boolean countOwnDevices;
    LinkLost linkLost = LinkLost.FREEZE;
    SessionType type = SessionType.VIDEO;
    long maxParticipants = 10_000;
    long maxHolds = 100;
    long maxLogLines = 32;

    SessionSettings() {}

    SessionSettings(SessionSettings other) {
        idleTimeout = other.idleTimeout;
        waitingTimeout = other.waitingTimeout;
        prompt = other.prompt;
        resyncGrace = other.resyncGrace;
        leaveGrace = other.leaveGrace;
        minNotice = other.minNotice;
        maxDuration = other.maxDuration;
        maxDurationWarning = other.maxDurationWarning;
        maxExtensions = other.maxExtensions;
        countedKinds = other.countedKinds.clone();
        countOwnDevices = other.countOwnDevices;
        linkLost = other.linkLost;
        type = other.type;
        maxParticipants = other.maxParticipants;
        maxHolds = other.maxHolds;
        maxLogLines = other.maxLogLines;
    }

    /** Makes the preset {@code gentle}: seven minutes, prompting for the last two. */
    public static SessionSettings gentle() {
        return new SessionSettingsBuilder().setIdleTimeoutPeriod(420).setPromptPeriod(120).build();
    }

    /** Makes the preset {@code classic}: three minutes, prompting for the last one. */
    public static SessionSettings classic() {
        return new SessionSettingsBuilder().setIdleTimeoutPeriod(180).setPromptPeriod(60).build();
    }

    /** How long the user may be alone before the session ends; 0 disables. */
    public long getIdleTimeoutMillis() {
        return idleTimeout;
    }

    /** The same while nobody else has been there yet; 0 disables, null follows the idle timeout. */
    public Long getWaitingTimeoutMillis() {
        return waitingTimeout;
    }

    /** The last part of these periods, in which "are you still there?" is shown; 0 is none. */
    public long getPromptMillis() {
        return prompt;
    }

    /** How long nothing fires after a link came back, a sleep or {@code appResumed}. */
    public long getResyncGraceMillis() {
        return resyncGrace;
    }

    /** How long a user who left lingers as present. */
    public long getLeaveGraceMillis() {
        return leaveGrace;
    }

    /** The least time left when a period is shortened while it runs and there is no prompt. */
    public long getMinNoticeMillis() {
        return minNotice;
    }

    /** How long the session lasts from the local join, whoever is there; 0 is no limit. */
    public long getMaxDurationMillis() {
        return maxDuration;
    }

    /** How long before that end a warning comes; 0 is none. */
    public long getMaxDurationWarningMillis() {
        return maxDurationWarning;
    }

    /** How often the user may extend; 0 is no limit. */
    public long getMaxExtensions() {
        return maxExtensions;
    }

    /** Who is company. */
    public Set<ParticipantKind> getCountedKinds() {
        return countedKinds.clone();
    }

    /** Whether other devices of the local user are company. */
    public boolean getCountOwnDevices() {
        return countOwnDevices;
    }

    /** What a lost link does to the countdown. */
    public LinkLost getLinkLost() {
        return linkLost;
    }

    /** What kind of call it is. */
    public SessionType getType() {
        return type;
    }

    /** How many connections the roster may have. */
    public long getMaxParticipants() {
        return maxParticipants;
    }

    /** How many holds may be active. */
    public long getMaxHolds() {
        return maxHolds;
    }

    /** How many lines the log keeps; 0 keeps none. */
    public long getMaxLogLines() {
        return maxLogLines;
    }

    /** The settings in the order in which the native side reads them. */
    long[] numbers() {
        long kinds = 0;
        for (ParticipantKind kind : countedKinds) {
            kinds |= 1L << ParticipantKind.number(kind);
        }
        return new long[] {
            millis(idleTimeout, "The idle timeout"),
            waitingTimeout == null ? FOLLOW : millis(waitingTimeout, "The waiting timeout"),
            millis(prompt, "The prompt"),
            millis(resyncGrace, "The resync grace"),
            millis(leaveGrace, "The leave grace"),
            millis(minNotice, "The minimum notice"),
            millis(maxDuration, "The longest duration"),
            millis(maxDurationWarning, "The warning of the longest duration"),
            count(maxExtensions, "The number of extensions"),
            kinds,
            countOwnDevices ? 1 : 0,
            linkLost.ordinal(),
            type.ordinal(),
            count(maxParticipants, "The number of participants"),
            count(maxHolds, "The number of holds"),
            count(maxLogLines, "The number of log lines"),
        };
    }

    /** A time as the library takes it, which has none that are negative. */
    static long millis(long millis, String what) {
        if (millis >= 0) {
            return millis;
        }
        throw new HangtimeException(
                "INVALID", what + " is " + millis + " ms, less than nothing; give 0 or more.");
    }

    private static long count(long number, String what) {
        if (number >= 0 && number <= LARGEST_COUNT) {
            return number;
        }
        throw new HangtimeException(
                "INVALID", what + " is " + number + "; give 0 to " + LARGEST_COUNT + ".");
    }
}
