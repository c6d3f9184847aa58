namespace Flex3D.Stages.Particles;

/// <summary>Cuts a list of numbers into runs of consecutive ones: what lies together in a file is read in one operation.</summary>
/// <remarks>A shard is such a run where none of its neighbours is held out, so on a network file system it costs one round trip, not one an image.</remarks>
/// <param name="most">The longest run given, ≥ 1: a longer one comes in parts.</param>
public ref struct Neighbours(ReadOnlySpan<int> numbers, int most = int.MaxValue)
{
    private readonly ReadOnlySpan<int> _numbers = numbers;
    private readonly int _most = most;
    private int _next;

    /// <summary>The run found last.</summary>
    public Run Current { get; private set; }

    /// <summary>A run of a list.</summary>
    /// <param name="At">Where it is in the list.</param>
    /// <param name="First">Its first number.</param>
    /// <param name="Count">How many there are.</param>
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
