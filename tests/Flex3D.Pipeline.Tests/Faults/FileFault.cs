namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>What can go wrong with one file operation.</summary>
public enum FileFault
{
    /// <summary>EIO, in any operation.</summary>
    InputOutput,

    /// <summary>ENOSPC, in what makes, names, writes or flushes something; nothing is done.</summary>
    NoSpace,

    /// <summary>Half of the bytes are written, then ENOSPC.</summary>
    ShortWrite,

    /// <summary>Half of the bytes that are asked for are read, which is no error.</summary>
    ShortRead,
}
