using Akka.Actor;
using Akka.Routing;
using Flex3D.Pipeline.Cluster.Streaming;
using Flex3D.Pipeline.Cluster.Wire;

namespace Flex3D.Pipeline.Cluster.Actors;

/// <summary>Reads files at the head for workers with <c>--stream</c>: one of several such actors, so that a slow disk holds up no more than it must.</summary>
internal sealed class FilesActor : ReceiveActor
{
    /// <summary>The name of the actors' router at the head.</summary>
    public const string Name = "files";

    private const int AtOnce = 8;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly ServedFiles.Reader _reader;

    public FilesActor(ServedFiles served)
    {
        _reader = served.Read();
        ReceiveAsync<FileQuestion>(async question =>
        {
            IActorRef worker = Sender;
            worker.Tell(await Task.Run(() => _reader.Answer(question)).ConfigureAwait(true));
        });
        Receive<ReceiveTimeout>(_ => _reader.Dispose());
        SetReceiveTimeout(Idle);
    }

    /// <summary>The actors, behind one router.</summary>
    public static Props All(ServedFiles served) => Props.Create(() => new FilesActor(served)).WithRouter(new SmallestMailboxPool(AtOnce));

    protected override void PostStop() => _reader.Dispose();
}

/// <summary>Asks the head for files.</summary>
/// <param name="head">The head's <see cref="FilesActor"/>s.</param>
/// <param name="worker">Name of the worker.</param>
/// <param name="stop">Set when the worker leaves the head.</param>
internal sealed class FilesClient(ActorSelection head, string worker, CancellationToken stop)
{
    private const int Attempts = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Makes room for threads that wait for an answer beside those that take answers in.</summary>
    /// <param name="readers">Threads that read at once.</param>
    public static void ExpectWaiting(int readers)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, readers + Environment.ProcessorCount), ports);
    }

    /// <summary>Asks; a question that is lost on the way is asked again.</summary>
    /// <exception cref="IOException">The head does not answer, or the worker has left it.</exception>
    public async Task<FileAnswer> AskAsync(FileQuestion question)
    {
        Exception? last = null;
        question = question with { Worker = worker };
        for (int i = 0; i < Attempts; i++)
        {
            try
            {
                return await head.Ask<FileAnswer>(question, Patience, stop).ConfigureAwait(false);
            }
            catch (AskTimeoutException lost) when (!stop.IsCancellationRequested)
            {
                last = lost;
            }
            catch (OperationCanceledException left)
            {
                last = left;
                break;
            }
        }
        throw new IOException($"the head does not answer when asked for '{question.Path}'", last);
    }
}
