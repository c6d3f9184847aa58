namespace Flex3D.Pipeline.LocalScratch;

/// <summary>Tells which faults of a scratch disk cause only a warning, after which images are read from the original stack.</summary>
internal static class ScratchFault
{
    /// <summary>Whether it is the disk's: it is full, broken, gone, or not ours to write to.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException;
}
