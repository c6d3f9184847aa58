using System.Runtime.CompilerServices;

namespace Flex3D.Simulator;

/// <summary>Counts of things that have happened: shows that the weather was bad enough.</summary>
/// <typeparam name="T">The things, numbered from 0.</typeparam>
internal class Tally<T>
    where T : unmanaged, Enum
{
    private readonly long[] _counts = new long[Enum.GetValues<T>().Length];

    public long this[T what] => _counts[Index(what)];

    public void Count(T what) => _counts[Index(what)]++;

    /// <summary>Adds those of another run.</summary>
    public void Add(Tally<T> other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    public override string ToString() => string.Join(", ", Enum.GetValues<T>().Select(what => $"{this[what]} {Words(what)}"));

    private static int Index(T what) => Unsafe.As<T, int>(ref what);

    private static string Words(T what) => string.Concat(what.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : $"{c}"));
}
