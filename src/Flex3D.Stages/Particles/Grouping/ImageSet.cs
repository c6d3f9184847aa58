using System.Runtime.InteropServices;

namespace Flex3D.Stages.Particles.Grouping;

/// <summary>A set of numbers of which many are neighbours, such as the images of a stack: about four bits a number where all are there.</summary>
internal sealed class ImageSet
{
    private const int WordBits = 6;
    private readonly Dictionary<ulong, ulong> _words = [];

    public bool Any => _words.Count > 0;

    /// <summary>Adds a number. Returns false if it was there.</summary>
    public bool Add(ulong number)
    {
        ref ulong word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, number >> WordBits, out _);
        ulong before = word;
        word |= Bit(number);
        return word != before;
    }

    public bool Contains(ulong number) => _words.TryGetValue(number >> WordBits, out ulong word) && (word & Bit(number)) != 0;

    private static ulong Bit(ulong number) => 1UL << (int)(number & ((1 << WordBits) - 1));
}
