namespace Flex3D.Stages.Numerics.Lanes;

/// <summary>The vector width at which the kernels run: the widest the machine has unless a test asks for another.</summary>
internal enum LaneWidth
{
    Four = 4,
    Eight = 8,
    Sixteen = 16,
}

internal static class LaneWidths
{
    public static LaneWidth Best { get; } = Lane512.IsSupported ? LaneWidth.Sixteen : Lane256.IsSupported ? LaneWidth.Eight : LaneWidth.Four;

    public static bool IsSupported(LaneWidth width) => width switch
    {
        LaneWidth.Sixteen => Lane512.IsSupported,
        LaneWidth.Eight => Lane256.IsSupported,
        _ => true,
    };
}
