namespace Flex3D.Fuzz.Mutation;

/// <summary>Damages bytes that mean nothing to it: flips, extremes, cuts, copies and splices.</summary>
public static class ByteMutator
{
    /// <summary>Nothing grows beyond this, so that the size of a file explains neither its time nor its memory.</summary>
    public const int Largest = 1 << 20;

    /// <summary>A damaged copy.</summary>
    /// <param name="other">Another file of the format, to splice from.</param>
    public static byte[] Mutate(byte[] input, byte[] other, FuzzRandom random)
    {
        for (int i = random.Size(8); i > 0; i--)
        {
            input = Once(input, other, random);
        }
        return input;
    }

    private static byte[] Once(byte[] input, byte[] other, FuzzRandom random)
    {
        int at = random.Below(input.Length), length = Math.Min(random.Size(1 << 12), input.Length - at);
        switch (random.Below(11))
        {
            case 0 when input.Length > 0:
                return Changed(input, copy => copy[at] ^= (byte)(1 << random.Below(8)));
            case 1 when input.Length > 0:
                return Changed(input, copy => copy[at] = (byte)random.Bits());
            case 2 or 3:
                return Changed(input, copy => Extremes.Write(copy.AsSpan(at), random));
            case 4:
                return input[..at];
            case 5:
                return Joined(input, new byte[random.Size(1 << 12)], []);
            case 6:
                return Joined(input.AsSpan(0, at), input.AsSpan(at + length), []);
            case 7: // a second time, elsewhere
                int to = random.Below(input.Length);
                return Joined(input.AsSpan(0, to), input.AsSpan(at, length), input.AsSpan(to));
            case 8: // over something else
                return Changed(input, copy => input.AsSpan(at, length).CopyTo(copy.AsSpan(random.Below(input.Length - length + 1))));
            case 9: // the tail of another file
                return Joined(input.AsSpan(0, at), other.AsSpan(random.Below(other.Length)), []);
            default:
                return Changed(input, copy => copy.AsSpan(at, length).Fill(random.OneIn(2) ? (byte)0 : (byte)random.Bits()));
        }
    }

    private static byte[] Changed(byte[] input, Action<byte[]> change)
    {
        byte[] copy = (byte[])input.Clone();
        change(copy);
        return copy;
    }

    internal static byte[] Joined(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        byte[] joined = new byte[Math.Min(Largest, a.Length + b.Length + c.Length)];
        Span<byte> left = joined;
        foreach (ReadOnlySpan<byte> part in new PartList(a, b, c))
        {
            ReadOnlySpan<byte> fits = part[..Math.Min(part.Length, left.Length)];
            fits.CopyTo(left);
            left = left[fits.Length..];
        }
        return joined;
    }

    private ref struct PartList(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        private readonly ReadOnlySpan<byte> _a = a, _b = b, _c = c;
        private int _next;

        public readonly PartList GetEnumerator() => this;

        public readonly ReadOnlySpan<byte> Current => _next switch { 1 => _a, 2 => _b, _ => _c };

        public bool MoveNext() => ++_next <= 3;
    }
}
