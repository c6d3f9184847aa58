namespace Flex3D.Pipeline.Memory;

/// <summary>The memory plan of a step: which data it will hold on disk, in this process and on devices. It is made before the step starts.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Choices">Name and value of each number that the plan depends on.</param>
/// <param name="Items">The data that are held.</param>
/// <param name="Memory">Bytes available in each place; a place whose memory is not known is missing.</param>
/// <param name="WhyNoDevice">Why the chosen device cannot be used; null where it can.</param>
internal sealed record MemoryPlan(
    string Step, IReadOnlyList<(string Name, string Value)> Choices, IReadOnlyList<MemoryItem> Items, IReadOnlyDictionary<string, long> Memory, string? WhyNoDevice)
{
    /// <summary>The places other than the disk, in the order of the items.</summary>
    public IEnumerable<string> Places => Items.Select(item => item.Place).Where(place => place != MemoryItem.Disk).Distinct();

    /// <summary>Bytes held in a place.</summary>
    public long Total(string place) => Items.Where(item => item.Place == place).Sum(item => item.Bytes);
}
