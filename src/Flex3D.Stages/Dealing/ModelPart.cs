using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Flex3D.Stages.Dealing;

/// <summary>One array of a model on its way to other machines, with the hash by which a machine that holds it already knows it.</summary>
/// <param name="Name">What the array is in its model, such as <c>flow</c>.</param>
/// <param name="Values">The values: a copy, which no commit changes.</param>
/// <param name="Hash">XXH128 of the values.</param>
public sealed record ModelPart(string Name, float[] Values, UInt128 Hash)
{
    /// <summary>Copies an array.</summary>
    public static ModelPart Of(string name, ReadOnlySpan<float> values)
    {
        float[] copy = values.ToArray();
        return new(name, copy, XxHash128.HashToUInt128(MemoryMarshal.AsBytes<float>(copy)));
    }
}
