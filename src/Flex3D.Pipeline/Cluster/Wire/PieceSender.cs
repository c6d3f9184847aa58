namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Sends long things to one peer in pieces, one thing after the other, with a bounded number of bytes on the way: heartbeats on the same connection are not held up.</summary>
/// <remarks>Used by one thread at a time.</remarks>
/// <param name="send">Sends a message to the peer.</param>
internal sealed class PieceSender(Action<WireMessage> send)
{
    /// <summary>The most bytes on the way that have not been acknowledged.</summary>
    public const int Window = 16 * WireCodec.LongestPiece;

    private readonly Queue<(PieceKind Kind, long Number, byte[] Bytes)> _waiting = new();
    private int _offset;
    private int _onTheWay;

    /// <summary>Things that are not sent completely.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Sends a thing after those that wait.</summary>
    public void Send(PieceKind kind, long number, byte[] bytes)
    {
        _waiting.Enqueue((kind, number, bytes));
        Go();
    }

    /// <summary>Notes that a piece has arrived.</summary>
    /// <exception cref="WireException">More bytes have arrived than were sent.</exception>
    public void Taken(PieceTaken piece)
    {
        _onTheWay = piece.Bytes >= 0 && piece.Bytes <= _onTheWay ? _onTheWay - piece.Bytes : throw new WireException($"{piece.Bytes} bytes are said to have arrived, and {_onTheWay} are on the way");
        Go();
    }

    private void Go()
    {
        while (_onTheWay < Window && _waiting.TryPeek(out (PieceKind Kind, long Number, byte[] Bytes) thing))
        {
            int length = Math.Min(WireCodec.LongestPiece, thing.Bytes.Length - _offset);
            send(new Piece(thing.Kind, thing.Number, thing.Bytes.Length, _offset, thing.Bytes[_offset..(_offset + length)]));
            _onTheWay += length;
            _offset += length;
            if (_offset == thing.Bytes.Length)
            {
                _waiting.Dequeue();
                _offset = 0;
            }
        }
    }
}
