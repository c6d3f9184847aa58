namespace Flex3D.Pipeline.LocalScratch;

/// <summary>Tells which faults of a scratch disk cause only a warning, after which images are read from the original stack.</summary>
internal static class ScratchFault
{
    /// <summary>Whether a fault is one of the scratch disk: it is full, broken or missing, or there is no permission to write to it.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException;
}
