namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Sends long things to one peer in pieces, one thing after the other, with a bounded number of bytes on the way: heartbeats on the same connection are not held up.</summary>
/// <remarks>Used by one thread at a time.</remarks>
/// <param name="send">Sends a message to the peer.</param>
/// <param name="incarnation">The membership to which the pieces belong.</param>
/// <param name="clock">Measures how long nothing has arrived.</param>
/// <param name="longest">Longest piece, bytes.</param>
internal sealed class PieceSender(Action<WireMessage> send, long incarnation, TimeProvider clock, int longest = WireCodec.LongestPiece)
{
    /// <summary>The most bytes on the way that have not been acknowledged.</summary>
    public const int Window = Pieces * WireCodec.LongestPiece;

    private const int Pieces = 32;

    private readonly Queue<(PieceKind Kind, long Number, PooledBytes Bytes)> _waiting = new();
    private int _offset;
    private readonly Queue<int> _onTheWay = new();
    private long _bytesOnTheWay;
    private long _moved;
    private long _sequence;

    /// <summary>Things that are not sent completely.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Bytes of all pieces that were sent.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long pieces have been on the way of which none has arrived; zero if none is.</summary>
    public TimeSpan Stalled => _onTheWay.Count > 0 ? clock.GetElapsedTime(_moved) : TimeSpan.Zero;

    /// <summary>Sends a thing after those that wait, and disposes of its bytes.</summary>
    public void Send(PieceKind kind, long number, PooledBytes bytes)
    {
        _waiting.Enqueue((kind, number, bytes));
        Go();
    }

    /// <summary>Notes that pieces have arrived.</summary>
    /// <exception cref="WireException">More have arrived than were sent.</exception>
    public void Taken(PieceTaken taken)
    {
        if (taken.Pieces < 0 || taken.Pieces > _sequence)
        {
            throw new WireException($"{taken.Pieces} pieces are said to have arrived, and {_sequence} were sent");
        }
        while (_sequence - _onTheWay.Count < taken.Pieces)
        {
            _bytesOnTheWay -= _onTheWay.Dequeue();
            _moved = clock.GetTimestamp();
        }
        Go();
    }

    private void Go()
    {
        while (_bytesOnTheWay < (long)Pieces * longest && _waiting.TryPeek(out (PieceKind Kind, long Number, PooledBytes Bytes) thing))
        {
            int length = Math.Min(longest, thing.Bytes.Length - _offset);
            _moved = _onTheWay.Count == 0 ? clock.GetTimestamp() : _moved;
            send(new Piece(incarnation, _sequence++, thing.Kind, thing.Number, thing.Bytes.Length, _offset, thing.Bytes.Span.Slice(_offset, length).ToArray()));
            _onTheWay.Enqueue(length);
            _bytesOnTheWay += length;
            Bytes += length;
            _offset += length;
            if (_offset == thing.Bytes.Length)
            {
                _waiting.Dequeue().Bytes.Dispose();
                _offset = 0;
            }
        }
    }
}
