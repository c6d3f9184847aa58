namespace Flex3D.Pipeline.Memory;

/// <summary>One item of a memory plan: data that are held while a step runs.</summary>
/// <param name="Place">Where the data are held: <see cref="Disk"/>, <see cref="Host"/>, or a device's name.</param>
/// <param name="What">A description for users.</param>
/// <param name="Count">Number of such data.</param>
/// <param name="BytesEach">Bytes of one.</param>
internal sealed record MemoryItem(string Place, string What, long Count, long BytesEach)
{
    /// <summary>The place of data in a file, which is read as needed.</summary>
    public const string Disk = "disk";

    /// <summary>The place of data in this process's memory.</summary>
    public const string Host = "host";

    /// <summary>Bytes of all such data.</summary>
    public long Bytes => Count * BytesEach;
}
