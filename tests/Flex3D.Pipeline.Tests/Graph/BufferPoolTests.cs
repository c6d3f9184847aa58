using Flex3D.Pipeline.Graph;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Graph;

public class BufferPoolTests
{
    private readonly BufferPool<int[]> _pool = new(2, slot => [slot]);

    [Fact]
    public async Task A_lease_opens_its_own_buffer_until_released()
    {
        Lease a = await _pool.RentAsync(CancellationToken.None);
        Lease b = await _pool.RentAsync(CancellationToken.None);
        _pool[a].ShouldNotBeSameAs(_pool[b]);
        _pool.Release(a);
        Should.Throw<InvariantException>(() => _pool[a]).Message.ShouldContain("stale lease");
        _pool[b].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_second_release_throws()
    {
        Lease lease = await _pool.RentAsync(CancellationToken.None);
        _pool.Release(lease);
        Should.Throw<InvariantException>(() => _pool.Release(lease));
    }

    [Fact]
    public async Task A_lease_of_an_earlier_generation_does_not_open_the_buffer_rented_anew()
    {
        Lease old = await _pool.RentAsync(CancellationToken.None);
        _pool.Release(old);
        Lease renewed = await _pool.RentAsync(CancellationToken.None);
        renewed.Slot.ShouldBe(old.Slot);
        Should.Throw<InvariantException>(() => _pool[old]);
        Should.Throw<InvariantException>(() => _pool.Release(old));
        _pool[renewed].ShouldNotBeNull();
    }

    [Fact]
    public async Task Renting_waits_when_all_are_out()
    {
        Lease a = await _pool.RentAsync(CancellationToken.None);
        await _pool.RentAsync(CancellationToken.None);
        Task<Lease> third = _pool.RentAsync(CancellationToken.None).AsTask();
        third.IsCompleted.ShouldBeFalse();
        _pool.Release(a);
        (await third).Slot.ShouldBe(a.Slot);
    }

    [Fact]
    public async Task Reclaiming_makes_what_a_failed_graph_left_usable_and_its_leases_stale()
    {
        Lease a = await _pool.RentAsync(CancellationToken.None);
        await _pool.RentAsync(CancellationToken.None);
        _pool.Reclaim().ShouldBe(2);
        Should.Throw<InvariantException>(() => _pool.Release(a));
        await _pool.RentAsync(CancellationToken.None);
        await _pool.RentAsync(CancellationToken.None);
        _pool.Reclaim().ShouldBe(2);
    }

    [Fact]
    public void A_lease_of_another_pool_throws() => Should.Throw<InvariantException>(() => _pool[new Lease(9, 1)]);
}
