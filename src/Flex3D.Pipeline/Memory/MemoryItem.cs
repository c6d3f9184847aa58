namespace Flex3D.Pipeline.Memory;

/// <summary>Something that stays while a step runs.</summary>
/// <param name="Place">Where: <see cref="Disk"/>, <see cref="Host"/>, or a device's name.</param>
/// <param name="What">What it is, for a person.</param>
/// <param name="Count">How many of them.</param>
/// <param name="BytesEach">Bytes of one.</param>
internal sealed record MemoryItem(string Place, string What, long Count, long BytesEach)
{
    /// <summary>A file that is read as needed.</summary>
    public const string Disk = "disk";

    /// <summary>This process's memory.</summary>
    public const string Host = "host";

    /// <summary>Bytes of all of them.</summary>
    public long Bytes => Count * BytesEach;
}
