namespace Flex3D.Pipeline.Memory;

/// <summary>What a step will hold where, known before it starts.</summary>
/// <param name="Step">The step's name.</param>
/// <param name="Choices">Name and value of each number that it follows from.</param>
/// <param name="Items">What is held.</param>
/// <param name="Memory">Bytes there are in each place; a place of which they are not known is missing.</param>
/// <param name="WhyNoDevice">Why the chosen device cannot be used; null where it can.</param>
internal sealed record MemoryPlan(
    string Step, IReadOnlyList<(string Name, string Value)> Choices, IReadOnlyList<MemoryItem> Items, IReadOnlyDictionary<string, long> Memory, string? WhyNoDevice)
{
    /// <summary>The places that have a memory, in the order of the items.</summary>
    public IEnumerable<string> Places => Items.Select(item => item.Place).Where(place => place != MemoryItem.Disk).Distinct();

    /// <summary>Bytes held in a place.</summary>
    public long Total(string place) => Items.Where(item => item.Place == place).Sum(item => item.Bytes);
}
