namespace Flex3D.Pipeline.LocalScratch;

/// <summary>Which faults of a scratch disk are told of and lived with.</summary>
internal static class ScratchFault
{
    /// <summary>Whether it is the disk's: it is full, broken, gone, or not ours to write to.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException;
}
