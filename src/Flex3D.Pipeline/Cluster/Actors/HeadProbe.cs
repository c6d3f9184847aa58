using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>Looks whether a head with the right secret is at an address before a node is started to join it: a node takes memory that outlives it and half a minute to give up, a look takes neither.</summary>
internal static class HeadProbe
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Connects, and ends the connection again. Null if the head is there; otherwise what to tell of it.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public static async Task<WorkerEnd?> LookAsync(ClusterAddress head, X509Certificate2 certificate, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Longest);
        bool stranger = false;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = head.Host,
            ClientCertificates = [certificate],
            RemoteCertificateValidationCallback = (_, other, _, _) => !(stranger = !ClusterSecret.SameKey(certificate, other as X509Certificate2)),
        };
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(head.Host, head.Port, limit.Token).ConfigureAwait(false);
            using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
            await stream.AuthenticateAsClientAsync(options, limit.Token).ConfigureAwait(false);
            await LeaveAsync(stream, socket, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return stranger ? new($"the head at {head} has another secret", ForGood: false, Stranger: true) : new($"no head answers at {head}", ForGood: false);
        }
    }

    // In TLS 1.3 this side is through with the handshake before the head is. A head whose peer breaks off until then takes it for one that does not know the secret: so the end is announced, and the head closes.
    private static async Task LeaveAsync(SslStream stream, Socket socket, CancellationToken stop)
    {
        await stream.ShutdownAsync().ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        byte[] rest = new byte[256];
        while (await socket.ReceiveAsync(rest, stop).ConfigureAwait(false) > 0)
        {
        }
    }
}
