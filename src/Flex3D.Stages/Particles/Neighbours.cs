namespace Flex3D.Stages.Particles;

/// <summary>Splits a list of numbers into runs of consecutive ones, so that neighbours in a file are read in one operation.</summary>
/// <remarks>A shard is such a run where none of its neighbours is held out, so on a network file system it costs one round trip, not one an image.</remarks>
/// <param name="most">The longest run to return, ≥ 1: a longer one is returned in parts.</param>
internal ref struct Neighbours(ReadOnlySpan<int> numbers, int most = int.MaxValue)
{
    private readonly ReadOnlySpan<int> _numbers = numbers;
    private readonly int _most = most;
    private int _next;

    /// <summary>The current run.</summary>
    public Run Current { get; private set; }

    /// <summary>A run of a list.</summary>
    /// <param name="At">Index of its first number in the list.</param>
    /// <param name="First">Its first number.</param>
    /// <param name="Count">How many numbers it has.</param>
    public readonly record struct Run(int At, int First, int Count);

    public readonly Neighbours GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next == _numbers.Length)
        {
            return false;
        }
        int at = _next++;
        while (_next < _numbers.Length && _next - at < _most && _numbers[_next] == _numbers[_next - 1] + 1)
        {
            _next++;
        }
        Current = new Run(at, _numbers[at], _next - at);
        return true;
    }
}
