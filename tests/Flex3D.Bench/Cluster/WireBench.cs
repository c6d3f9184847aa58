using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Serilog.Core;

namespace Flex3D.Bench.Cluster;

/// <summary>What it costs to send results from one node to another: processor time of both ends, over TLS and the loopback device, in one process.</summary>
internal static class WireBench
{
    private const int Warm = 40;

    /// <summary>Seconds of processor time for a megabyte, and for a result however small, both ends together.</summary>
    public sealed record Costs(double PerMegabyte, double PerResult);

    /// <summary>Measures, and tells.</summary>
    public static async Task<Costs> RunAsync()
    {
        using X509Certificate2 certificate = ClusterSecret.Create().Certificate();
        var log = new ClusterLog(Logger.None);
        ActorSystem from = NodeSystem.Start(ClusterConfiguration.Worker, new ClusterAddress("127.0.0.1", 0), certificate, log, "from"), to = NodeSystem.Start(ClusterConfiguration.Head, new ClusterAddress("127.0.0.1", 0), certificate, log, "to");
        try
        {
            int number = 0;
            double small = 0, large = 0;
            foreach (int piece in new[] { 16 << 10, 32 << 10, WireCodec.LongestPiece })
            {
                foreach (int length in new[] { 1_000, 1 << 20 })
                {
                    double seconds = await MeasureAsync(from, to, piece, length, ++number);
                    Console.WriteLine($"pieces of {piece >> 10,4} KiB, results of {length,8} bytes: {1e6 * seconds,7:0} µs of processor time each, {1e9 * seconds / length,6:0.0} ns/byte");
                    (small, large) = piece == WireCodec.LongestPiece ? length < piece ? (seconds, large) : (small, seconds) : (small, large);
                }
            }
            return new Costs((large - small) / ((1 << 20) * 1e-6), small);
        }
        finally
        {
            await NodeSystem.StopAsync(from);
            await NodeSystem.StopAsync(to);
        }
    }

    private static async Task<double> MeasureAsync(ActorSystem from, ActorSystem to, int piece, int length, int number)
    {
        int count = length > 100_000 ? 300 : 3_000;
        using var arrived = new SemaphoreSlim(0);
        to.ActorOf(Props.Create(() => new Taker(arrived)), $"taker{number}");
        Address address = Akka.Cluster.Cluster.Get(to).SelfAddress;
        IActorRef taker = await from.ActorSelection($"{address}/user/taker{number}").ResolveOne(TimeSpan.FromSeconds(20));
        IActorRef sender = from.ActorOf(Props.Create(() => new Sender(taker, piece)), $"sender{number}");
        async Task SendAsync(int results)
        {
            for (int i = 0; i < results; i++)
            {
                sender.Tell(new byte[length]);
                await arrived.WaitAsync();
            }
        }
        await SendAsync(Warm);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        await SendAsync(count);
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / count;
    }

    private sealed class Sender : ReceiveActor
    {
        public Sender(IActorRef taker, int piece)
        {
            IActorRef self = Self;
            var outbox = new PieceSender(message => taker.Tell(message, self), 1, TimeProvider.System, piece);
            long number = 0;
            Receive<byte[]>(result => outbox.Send(PieceKind.Result, number++, result));
            Receive<PieceTaken>(outbox.Taken);
        }
    }

    private sealed class Taker : ReceiveActor
    {
        public Taker(SemaphoreSlim arrived)
        {
            var inbox = new PieceReader(long.MaxValue);
            Receive<Piece>(piece =>
            {
                inbox.Add(piece, out PooledBytes? bytes);
                using PooledBytes? whole = bytes;
                Sender.Tell(new PieceTaken(1, inbox.Taken));
                if (whole is not null)
                {
                    arrived.Release();
                }
            });
        }
    }
}
